using Freshet.Stores.Tests.Faster;
using Xunit.Runner.InProc.SystemConsole;

return args is [CrashWriter.Command, ..] ? await CrashWriter.RunAsync(args[1..]) : await ConsoleRunner.Run(args);
