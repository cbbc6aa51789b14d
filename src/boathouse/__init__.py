"""Boathouse: a lakehouse workspace that you run yourself and that speaks the Databricks API."""

__version__ = "0.1.0"
