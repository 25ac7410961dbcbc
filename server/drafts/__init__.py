"""Copies of what pupils are still writing, for the phone that comes after a lost one."""
