"""Whose keys are whose: certificates of nodes, their renewal, revocation, and new keys."""
