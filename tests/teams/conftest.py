from tests.teams.standin import *  # noqa: F403  # fixtures are registered by being here
