"""Measuring: time and memory; scores against gold files."""
