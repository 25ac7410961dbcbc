"""A learner's portfolio: works that were picked, and achievements."""
