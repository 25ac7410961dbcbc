"""The side of the hub (and of a relay) that answers the nodes below it."""
