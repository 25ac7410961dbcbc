"""The school: everything that runs behind the app's HTTP API."""
