"""The demo: an invented school and hub with real lessons, started by one command."""
