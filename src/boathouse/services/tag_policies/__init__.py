"""Governed tags: keys with the values that they take, and those who may assign them."""
