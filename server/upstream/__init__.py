"""The side that asks: exchanges with the node above, on schedule and on demand."""
