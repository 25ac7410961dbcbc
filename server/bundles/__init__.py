"""Bundles on a stick: exchanging with the node above or below where no link exists."""
