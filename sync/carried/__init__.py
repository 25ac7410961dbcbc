"""Exchanging without a link: bundles on a stick or in a courier's pocket."""
