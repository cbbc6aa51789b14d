"""From which addresses the workspace may be reached."""
