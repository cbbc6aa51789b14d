"""Statements that sqlglot does not read: our own expressions and their parsers, one noun a file."""
