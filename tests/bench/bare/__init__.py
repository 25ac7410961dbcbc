"""The least that does what a visit does, on the same server: no app on this machine is below it."""
