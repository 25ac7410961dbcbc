"""`python -m server.cli`: the same as `tirek`."""

from server.cli import main

main()
