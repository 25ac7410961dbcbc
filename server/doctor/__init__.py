"""What ails a box, in plain words: for the command line and for the administrator's page."""
