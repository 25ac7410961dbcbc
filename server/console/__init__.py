"""What operators of a hub see and do: schools, their boxes, and what is published to them."""
