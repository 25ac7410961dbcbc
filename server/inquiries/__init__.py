"""What a school asks of its hub about its people, and what it is answered."""
