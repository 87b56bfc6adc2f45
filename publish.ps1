#!/usr/bin/env pwsh
# Builds what is copied to a box: publish.ps1 [-Runtime linux-arm64] [-Output artifacts]
# Framework-dependent by default, because some feeds do not serve every runtime; -SelfContained takes the runtime along.
param(
    [ValidateSet('linux-arm64', 'linux-x64', 'linux-arm')]
    [string]$Runtime = 'linux-arm64',
    [string]$Output = 'artifacts',
    [switch]$SelfContained
)
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

$target = Join-Path $Output $Runtime
$arguments = @(
    'publish', 'src/EdgeMonitor', '--configuration', 'Release', '--runtime', $Runtime, '--output', $target, '--nologo',
    '--self-contained', $SelfContained.IsPresent.ToString().ToLowerInvariant()
)
# Without the runtime there is no native host for a foreign architecture either: the unit starts `dotnet edgemonitor.dll`.
if (-not $SelfContained) { $arguments += '-p:UseAppHost=false' }
else { $arguments += '-p:PublishReadyToRun=true', '-p:PublishReadyToRunComposite=false' }
dotnet @arguments
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
Copy-Item -Recurse -Force systemd, hardware $target
Write-Host "Published to $target"
