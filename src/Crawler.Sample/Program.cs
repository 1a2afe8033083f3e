// Read by the runtime when the first socket is opened: what a response resumes runs on the thread that saw it arrive (decision 0064).
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

return await Freshet.Program.Cli.CommandLine.RunAsync(args);
