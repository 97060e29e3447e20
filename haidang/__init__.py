"""Hải Đăng: the operations centre of a Vietnamese province, as one Python program."""

__version__ = "0.1.0"
