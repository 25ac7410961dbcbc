"""What a lesson is made of: packages, files and the one description a player reads.

Nothing here knows Flask, a database or a network. Heavy parsers are imported inside
the functions that need them, because the server idles on small machines.
"""
