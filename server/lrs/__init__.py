"""The learning record store: xAPI 1.0.0 to 1.0.3 and 2.0 on one endpoint."""
