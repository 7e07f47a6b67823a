"""Measurements: each takes its data by path and prints JSON last."""
