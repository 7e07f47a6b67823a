"""Clerical review: people say which records are one business, and see what came of it."""

from dashboard.clerical.pages import pages

__all__ = ["pages"]
