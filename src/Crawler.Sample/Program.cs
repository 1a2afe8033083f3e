return await Freshet.Program.Cli.CommandLine.RunAsync(args);
