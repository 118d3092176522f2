from tests.teams.standin import graph, standin, standin_process

__all__ = ["graph", "standin", "standin_process"]
