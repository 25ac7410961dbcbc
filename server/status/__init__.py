"""What the school knows about its link to the centre, in plain facts."""
