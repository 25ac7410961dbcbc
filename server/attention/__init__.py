"""What a person should look at: held work, conflicts, forks, refusals; and what became of them."""
