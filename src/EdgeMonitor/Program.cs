using EdgeMonitor.Hosting;

Terminal.Error.WriteLine("edgemonitor");
return 64;
