#!/bin/sh
# Prints dala_mektebi.html to dala_mektebi.pdf. Needs chromium and the Noto fonts (fonts-noto-core).
set -eu
cd "$(dirname "$0")"
chromium --headless --no-sandbox --disable-gpu --no-pdf-header-footer \
  --print-to-pdf="$PWD/dala_mektebi.pdf" "file://$PWD/dala_mektebi.html"
