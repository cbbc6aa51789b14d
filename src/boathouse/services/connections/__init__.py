"""Connections to other systems: kept, their options sealed; nothing here opens one."""
