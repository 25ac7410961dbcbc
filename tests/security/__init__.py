"""Attacks on a school's server, route by route: what the URL map holds decides what is tried.

Attacks on one part of the program stand beside that part's tests; tests/security/gathered.py says
which, and docs/reference/asvs.md what each of them is evidence of.
"""
