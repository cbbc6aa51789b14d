"""Wires that are not the public REST interface."""
