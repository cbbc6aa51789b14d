"""Shares: collections of objects for recipients, kept; no sharing server reads them yet."""
