"""The demonstration country, built step by step from a seed."""
