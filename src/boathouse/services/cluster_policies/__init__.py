"""Rules for the clusters that may be made."""
