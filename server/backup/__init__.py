"""Copies of this node: sealed to a key on paper, kept on another disk, put back in one command."""
