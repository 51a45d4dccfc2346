#!/usr/bin/env bash
# Puts po on the path of the steps that follow: a release, whose archive must have the published checksum and an attestation that this
# project's own workflow built it, or, as the version "source", what Go builds from the commit of this action.
#
# PO_VERSION           v1.2.0 or source
# PO_RELEASES          where releases are, for a mirror; the attestation is that of the project all the same
# RUNNER_TEMP, GITHUB_PATH, RUNNER_OS, RUNNER_ARCH, GH_TOKEN      as GitHub sets them
set -euo pipefail

project=po-backlog/po
releases=${PO_RELEASES:-https://github.com/$project/releases/download}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$RUNNER_TEMP/po-${PO_VERSION//[!0-9A-Za-z.-]/_}
bin=$folder/bin

refuse() {
  echo "::error title=po::$1"
  exit 1
}

build() {
  command -v go >/dev/null || refuse 'version "source" is built with Go: actions/setup-go before this step'
  GOFLAGS='' go -C "$here/../../.." build -buildvcs=false -o "$bin/" ./cmd/po
}

sum() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | awk '{ print $1 }'
}

# sets archive to the name that a release gives the archive of this system
name() {
  local os arch
  case $RUNNER_OS in
    Linux) os=linux ;;
    macOS) os=darwin ;;
    Windows) os=windows ;;
    *) refuse "there is no release for $RUNNER_OS: version: source" ;;
  esac
  case $RUNNER_ARCH in
    X64) arch=amd64 ;;
    ARM64) arch=arm64 ;;
    *) refuse "there is no release for $RUNNER_ARCH: version: source" ;;
  esac
  archive=po_${PO_VERSION#v}_${os}_$arch.tar.gz
  [ "$os" != windows ] || archive=${archive%.tar.gz}.zip
}

download() {
  curl --fail --silent --show-error --location --max-time 120 --output "$folder/$1" "$releases/$PO_VERSION/$1" ||
    refuse "$PO_VERSION: $1 cannot be downloaded"
}

release() {
  name
  download "$archive"
  download checksums.txt
  local want
  want=$(awk -v file="$archive" '$2 == file || $2 == "*" file { print $1; exit }' "$folder/checksums.txt")
  [ -n "$want" ] || refuse "$archive has no line in checksums.txt"
  [ "$want" = "$(sum "$folder/$archive")" ] || refuse "$archive does not have its published checksum"
  command -v gh >/dev/null || refuse 'gh verifies where a release was built, and is missing'
  gh attestation verify "$folder/$archive" --repo "$project" >/dev/null || refuse "$archive has no attestation of $project"
  case $archive in
    *.zip) unzip -q -o "$folder/$archive" po.exe -d "$bin" ;;
    *) tar -xzf "$folder/$archive" -C "$bin" po ;;
  esac
}

rm -rf "$folder"
mkdir -p "$bin"
if [ "$PO_VERSION" = source ]; then
  build
elif [[ $PO_VERSION =~ ^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
  release
else
  refuse 'version is a release such as v1.2.0, or source'
fi
"$bin/po" --version
echo "$bin" >>"$GITHUB_PATH"
