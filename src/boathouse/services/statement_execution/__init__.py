"""Statements over REST: sessions, execution, results inline or behind signed links."""
