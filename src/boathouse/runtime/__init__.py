"""What runs inside a task process: the launcher, the runners, dbutils, magics and display.

Stands alone: nothing here imports the server.
"""
