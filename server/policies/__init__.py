"""Assessment policies that a hub publishes, dated, for all schools or some."""
