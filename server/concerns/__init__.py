"""What a pupil or a parent tells the school is wrong, and what the school does about it."""
