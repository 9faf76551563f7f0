"""stub"""
import typer
