"""Warnings as everybody reads them, by place, and the question to those near."""
