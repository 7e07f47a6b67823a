"""Pieces of page shared by more than one page."""
