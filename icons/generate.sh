#!/bin/sh
# Draws every size of the app and tray icons from the three SVG files.
# Needs rsvg-convert, and the Tauri command line in ../ui/node_modules for icon.ico and icon.icns.
set -eu
cd "$(dirname "$0")"

draw() { rsvg-convert -w "$2" -h "$2" "$1" -o "$3"; }

draw icon.svg 32 32x32.png
draw icon.svg 128 128x128.png
draw icon.svg 256 128x128@2x.png
draw icon.svg 512 icon.png

# The plain files are black, the template that macOS tints. Elsewhere a panel may be dark or light
# and says neither, so the light ones have a dark rim.
light=$(mktemp -d)
all=$(mktemp -d)
trap 'rm -rf "$light" "$all"' EXIT
rim='<filter id="rim"><feMorphology in="SourceAlpha" operator="dilate" radius="15"/><feComponentTransfer result="wide"><feFuncA type="linear" slope="0.8"/></feComponentTransfer><feMerge><feMergeNode in="wide"/><feMergeNode in="SourceGraphic"/></feMerge></filter><g filter="url(#rim)">'
for name in tray tray-dot; do
  sed -e 's/fill="#000" stroke="#000"/fill="#f7f2e8" stroke="#f7f2e8"/' -e 's/r="62" fill="#000"/r="62" fill="#f0a92b"/' \
    -e 's|viewBox="76 76 360 360"|viewBox="62 62 388 388"|' -e "s|</title>|</title>$rim|" -e 's|</svg>|</g></svg>|' "$name.svg" > "$light/$name.svg"
  draw "$name.svg" 22 "$name.png"
  draw "$name.svg" 44 "$name@2x.png"
  draw "$light/$name.svg" 22 "$name-light.png"
  draw "$light/$name.svg" 44 "$name-light@2x.png"
done

tauri=../ui/node_modules/.bin/tauri
draw icon.svg 1024 "$all/source.png"
"$tauri" icon "$all/source.png" --output "$all" > /dev/null 2>&1
cp "$all/icon.ico" "$all/icon.icns" .
