"""Consent to what a school does with a learner's data beyond what the law has it do."""
