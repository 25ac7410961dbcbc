"""Couriers: parts of an exchange that phones carry between a school and its hub, unread."""
