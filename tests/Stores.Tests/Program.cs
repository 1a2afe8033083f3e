using Freshet.Stores.Tests.Durability;
using Freshet.Stores.Tests.Faster;
using Xunit.Runner.InProc.SystemConsole;

return args switch
{
    [CrashWriter.Command, ..] => await CrashWriter.RunAsync(args[1..]),
    [MigratingProcess.Command, ..] => await MigratingProcess.RunAsync(args[1..]),
    [TogetherWriter.Command, ..] => await TogetherWriter.RunAsync(args[1..]),
    _ => await ConsoleRunner.Run(args),
};
