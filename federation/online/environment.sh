# Read by the other scripts, and by you in a shell of your own: `. environment.sh`.
# Without these, Flower reports its use, looks for newer versions and installs what an app asks for.
export FLWR_TELEMETRY_ENABLED=0
export FLWR_DISABLE_UPDATE_CHECK=1
export FLWR_DISABLE_RUNTIME_DEPENDENCY_INSTALLATION=1
export RAY_USAGE_STATS_ENABLED=0
# Flower's own folder: settings, apps, logs. One for each role, never your home.
: "${FLWR_HOME:?set FLWR_HOME to a folder of this role alone}"
export FLWR_HOME
