#!/usr/bin/env bash
# Installs what draws the zoo of layouts (Debian or Ubuntu): python -m gipnlp.evaluation.zoo build FOLDER
set -euo pipefail
cd "$(dirname "$0")/../.."

sudo=$([ "$(id -u)" = 0 ] || echo sudo)
$sudo apt-get update
$sudo apt-get install -y --no-install-recommends \
    chromium libreoffice-writer-nogui poppler-utils fonts-wqy-microhei fonts-arphic-uming
python3 -m pip install --quiet -e '.[zoo]'
